"""What can be wrong with a request to count, sum or compare the records of a table."""

from __future__ import annotations

from leadbase.kit.errors import Invalid, TooMuch, Unavailable


class MeasureWrong(Invalid):
    """The field {field} of type {type} can't be measured by {measure}; choose a number, or count."""

    code = "measure_wrong"
    zh = "不能对 {type} 类型的字段 {field} 计算 {measure}；请选择数值字段，或改为计数。"


class MeasureNeedsField(Invalid):
    """{measure} needs a field; name the one to measure."""

    code = "measure_needs_field"
    zh = "{measure} 需要字段；请指定要计算的字段。"


class StepWrong(Invalid):
    """The field {field} of type {type} can't be counted by {step}; choose a date or time field, or a longer step."""

    code = "step_wrong"
    zh = "不能对 {type} 类型的字段 {field} 按 {step} 统计；请选择日期或时间字段，或更长的间隔。"


class TimeFieldWrong(Invalid):
    """A period can't be told by the field {field} of type {type}; choose a date or a time field."""

    code = "time_field_wrong"
    zh = "{type} 类型的字段 {field} 不能决定时间范围；请选择日期或日期时间字段。"


class PeriodWrong(Invalid):
    """A custom period needs its first and last day, at most a hundred years apart, not {first} to {last}."""

    code = "period_wrong"
    zh = "自定义时间范围需要首日和末日，间隔不超过一百年；不能是 {first} 到 {last}。"


class TooManySteps(TooMuch):
    """From {first} to {last} there are more than {limit} steps of one {step}; choose a longer step or less time."""

    code = "too_many_steps"
    zh = "从 {first} 到 {last} 按 {step} 超过 {limit} 段；请选择更长的间隔或更短的时间范围。"


class AggregatesBusy(Unavailable):
    """This server is busy counting for others; try again in a moment."""

    code = "aggregates_busy"
    zh = "服务器正在为其他人统计，请稍后再试。"
