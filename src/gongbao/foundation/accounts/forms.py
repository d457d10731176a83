"""What people fill in about accounts. Rules live in actions; forms only gather and keep what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongbao.foundation.accounts.models import Organisation, Role
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.wording import is_english

KIND_WORDS = {
    OrganisationKind.AUTHORITY: _("市场监管部门"),
    OrganisationKind.DEPARTMENT: _("其他部门"),
    OrganisationKind.ENTERPRISE: _("经营主体"),
    OrganisationKind.AGENT: _("代理机构"),
    OrganisationKind.UNIT: _("报送单位"),
    OrganisationKind.READER: _("查询机构"),
}
_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class RefusableForm(forms.Form):
    """A form that shows what an action refused beside the field it is about."""

    def refuse(self, refusal: Refusal | Refusals) -> None:
        """Put the refusal's words at its field, or at the top when the form has no such field."""
        for one in refusal.refusals if isinstance(refusal, Refusals) else [refusal]:
            self.add_error(one.field if one.field in self.fields else None, one.words())


def role_choices(roles: Sequence[Role]) -> list[tuple[str, str]]:
    return [(role.code, role.en if is_english() else role.zh) for role in roles]


class JoinForm(RefusableForm):
    """Redeeming an invitation with a new account."""

    code = forms.CharField(
        label=_("邀请码"),
        max_length=40,
        help_text=_("16 位，大小写、空格和连字符都不要紧。"),
        widget=forms.TextInput(_CODE),
    )
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        help_text=_("以后用它登录。3 至 60 个字母、数字或 . _ -"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("密码"),
        help_text=_("至少 10 位，不能全是数字，也不要用常见的密码。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )


class JoinSignedInForm(RefusableForm):
    """Redeeming an invitation with the account one has."""

    code = forms.CharField(
        label=_("邀请码"),
        max_length=40,
        help_text=_("16 位，大小写、空格和连字符都不要紧。"),
        widget=forms.TextInput(_CODE),
    )


class ResetForm(RefusableForm):
    """Choosing a new password with a code."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("重置码"), max_length=40, help_text=_("由本单位管理员当面或电话告知。"), widget=forms.TextInput(_CODE)
    )
    password = forms.CharField(
        label=_("新密码"),
        help_text=_("至少 10 位，不能全是数字，也不要用常见的密码。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )


class DetailsForm(RefusableForm):
    """What a person may change about themselves."""

    display_name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("办理业务时显示的名字。"),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)


class AppointForm(RefusableForm):
    """An appointment, or an invitation to one."""

    role = forms.ChoiceField(label=_("角色"))
    region = forms.CharField(
        label=_("管辖区域"),
        max_length=12,
        required=False,
        help_text=_("区划代码；不填则为机构的全部辖区。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]  # a ChoiceField has them


class AppointAtForm(AppointForm):
    """An appointment of a known person at one of several organisations."""

    organisation = forms.ModelChoiceField(label=_("机构"), queryset=Organisation.objects.none())
    field_order = ["organisation", "role", "region"]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField has it


class OrganisationForm(RefusableForm):
    """A new body people act for."""

    kind = forms.ChoiceField(label=_("类型"), choices=list(KIND_WORDS.items()))
    name = forms.CharField(label=_("名称"), max_length=200)
    code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False, widget=forms.TextInput(_CODE))
    region = forms.CharField(
        label=_("区划代码"),
        max_length=12,
        help_text=_("该机构所在或所辖区域的代码，如 999101。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class FirmForm(RefusableForm):
    """Finding a firm to invite its liaison officer."""

    code = forms.CharField(label=_("统一社会信用代码"), max_length=18, widget=forms.TextInput(_CODE))


class TokenForm(RefusableForm):
    """A new key for programs."""

    organisation = forms.ModelChoiceField(label=_("代表的机构"), queryset=Organisation.objects.none())
    permissions = forms.MultipleChoiceField(
        label=_("可以做什么"), widget=forms.CheckboxSelectMultiple, help_text=_("只选程序需要的。")
    )
    purpose = forms.CharField(label=_("用途"), max_length=200, help_text=_("例如：财务系统自动报送年报。"))
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("30 天")), (90, _("90 天")), (180, _("180 天")), (366, _("一年"))],
        initial=90,
    )

    def __init__(self, *args: Any, organisations: Any, permissions: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField has it
        self.fields["permissions"].choices = permissions  # type: ignore[attr-defined]  # a ChoiceField has them


class AgentForm(RefusableForm):
    """Engaging an agent."""

    entity = forms.TypedChoiceField(label=_("企业"), coerce=int)
    agent = forms.CharField(
        label=_("代理机构的统一社会信用代码"),
        max_length=18,
        help_text=_("代理机构须已在市场监管部门登记。"),
        widget=forms.TextInput(_CODE),
    )

    def __init__(self, *args: Any, entities: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].choices = entities  # type: ignore[attr-defined]  # a ChoiceField has them


class PurposeForm(RefusableForm):
    """Why somebody reads a personal fact in full."""

    purpose = forms.CharField(
        label=_("查看目的"), max_length=200, help_text=_("例如：年报期内电话催报。会与您的姓名和时间一起留痕。")
    )


class EraseForm(RefusableForm):
    """On which ground a personal fact is erased."""

    ground = forms.CharField(
        label=_("删除依据"), max_length=200, help_text=_("法律条款，或本人请求的文号。删除后无法恢复。")
    )
