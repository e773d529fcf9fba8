"""A command typed wrongly, said in Chinese: which word, what would be right, where the help is."""

import re

from typer._click.exceptions import BadParameter, ClickException, MissingParameter, NoSuchOption, UsageError

from duban.errors import UsageError as Refused


def as_refusal(error: ClickException) -> Refused:
    """Return a usage error of the command parser as one of ours, exit code 2."""
    context = error.ctx if isinstance(error, UsageError) else None
    command = context.command_path if context else "duban"
    return Refused(_what(error), remedy=f"用法见 {command} --help")


def _what(error: ClickException) -> str:
    name = _name(error)
    if isinstance(error, NoSuchOption):
        near = f"，是否为 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项“{error.option_name}”{near}"
    if isinstance(error, MissingParameter):
        return f"缺少参数“{name}”"
    if isinstance(error, BadParameter):
        return f"参数“{name}”的值不对：{_bounds(error.message)}"
    unknown = re.search(r"No such command '(.*?)'", error.format_message())
    if unknown:
        return f"没有命令“{unknown[1]}”"
    extra = re.search(r"unexpected extra argument(?:\(s\)|s)? \((.*?)\)", error.format_message())
    return f"多出参数“{extra[1]}”" if extra else error.format_message()


def _bounds(message: str) -> str:
    least = re.search(r"greater than or equal to (\d+)", message)
    most = re.search(r"less than or equal to (\d+)", message)
    if "valid integer" in message:
        return "应为整数"
    return f"应不小于 {least[1]}" if least else f"应不大于 {most[1]}" if most else message


def _name(error: ClickException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return str(
        parameter.metavar or "/".join(parameter.opts) if parameter.param_type_name == "argument" else parameter.opts[0]
    )
