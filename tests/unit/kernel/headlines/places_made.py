"""青岚县 and its neighbours, and two counties elsewhere that share names with it."""

from gongbao.kernel.headlines.places import Division, Gazetteer

ROWS = [
    Division("99", "云川省", "", 1),
    Division("9991", "青云市", "99", 2),
    Division("9992", "长岚市", "99", 2),
    Division("999101", "青岚县", "9991", 3),
    Division("999102", "长云县", "9991", 3),
    Division("999201", "长岚县", "9992", 3),
    Division("999101001", "城关镇", "999101", 4, ("老城厢",)),
    Division("999101003", "松坪镇", "999101", 4),
    Division("999101004", "石门镇", "999101", 4),
    Division("999102001", "城关镇", "999102", 4),
    Division("999102002", "石门镇", "999102", 4),
    Division("999102003", "大坝乡", "999102", 4),
]
HOME = Gazetteer.of(ROWS, home="999101")
NOWHERE = Gazetteer.of(ROWS)
