"""The eight hues that people mark tables and options with; the console has each of them for light and for dark."""

from __future__ import annotations

from leadbase.kit.params import Choice

HUE_CHOICES = (
    Choice("blue", "蓝", "Blue"),
    Choice("teal", "青", "Teal"),
    Choice("green", "绿", "Green"),
    Choice("amber", "琥珀", "Amber"),
    Choice("orange", "橙", "Orange"),
    Choice("red", "红", "Red"),
    Choice("purple", "紫", "Purple"),
    Choice("grey", "灰", "Grey"),
)

HUES = tuple(choice.value for choice in HUE_CHOICES)
"""Their names, in the order in which new tables get them."""
