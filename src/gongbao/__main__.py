from gongbao.cli.main import main

main()
