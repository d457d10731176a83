from gongbao.register.entities.actions.importing import Progress, import_entities

__all__ = ["Progress", "import_entities"]
