/** The grid's own theme: a canvas does not read stylesheets, so colours are spelt out for it. */
import type { Theme } from "@glideapps/glide-data-grid";
import { colour, mono, sans, type Colour, type Hue, type Mode } from "@/theme";

/** Give the colours of a mode by name. */
export function painter(mode: Mode) {
  return (name: Colour) => colour(name, mode);
}

export type Paint = ReturnType<typeof painter>;

export function hueColours(paint: Paint, hue: Hue): { soft: string; text: string } {
  return { soft: paint(`hue-${hue}-soft`), text: paint(`hue-${hue}-text`) };
}

export const BODY_FONT = `13px ${sans}`;
export const STRONG_FONT = `600 13px ${sans}`;
export const SMALL_FONT = `12px ${sans}`;
export const TINY_FONT = `11px ${sans}`;
export const MONO_FONT = `12px ${mono}`;

export function sheetTheme(mode: Mode): Partial<Theme> {
  const paint = painter(mode);
  return {
    accentColor: paint("accent"),
    accentFg: paint("on-accent"),
    accentLight: paint("accent-soft"),
    textDark: paint("text"),
    textMedium: paint("text2"),
    textLight: paint("text3"),
    textBubble: paint("text"),
    bgIconHeader: paint("text3"),
    fgIconHeader: paint("surface"),
    textHeader: paint("text2"),
    textHeaderSelected: paint("on-accent"),
    bgCell: paint("surface"),
    bgCellMedium: paint("sunken"),
    bgHeader: paint("sunken"),
    bgHeaderHasFocus: paint("hover"),
    bgHeaderHovered: paint("hover"),
    bgBubble: paint("hover"),
    bgBubbleSelected: paint("accent-soft"),
    bgSearchResult: paint("warn-soft"),
    borderColor: paint("line"),
    horizontalBorderColor: paint("line"),
    headerBottomBorderColor: paint("line2"),
    drilldownBorder: paint("line2"),
    linkColor: paint("accent-text"),
    cellHorizontalPadding: 10,
    cellVerticalPadding: 3,
    headerFontStyle: "12px",
    headerIconSize: 16,
    baseFontStyle: "13px",
    markerFontStyle: "12px",
    editorFontSize: "13px",
    fontFamily: sans,
    lineHeight: 1.5,
    checkboxMaxSize: 16,
    roundingRadius: 4,
  };
}
