"""Setting documents for print and for keeping: PDF/A-3 with Chinese fonts inside, by the `typst` library."""

from gongbao.foundation.typesetting.pages import Attachment, TypesettingError, fonts_found, pictures, typeset

__all__ = ["Attachment", "TypesettingError", "fonts_found", "pictures", "typeset"]
