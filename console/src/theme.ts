/** Every colour and measure of the console: the only file that has any. Contrast is measured by theme.test.ts. */
import { theme as antd, type ThemeConfig } from "antd";

export type Mode = "light" | "dark";
export type Hue = "blue" | "teal" | "green" | "amber" | "orange" | "red" | "purple" | "grey";

/** Light and dark value of each colour that the stylesheets know as `var(--name)`. */
export const colours = {
  bg: ["#F6F7F9", "#0E1116"],
  surface: ["#FFFFFF", "#151920"],
  raised: ["#FFFFFF", "#1B2029"],
  sunken: ["#F3F5F8", "#11151B"],
  hover: ["#EFF2F6", "#1D222B"],
  inverse: ["#1D2430", "#2B3342"],
  "on-inverse": ["#FFFFFF", "#E6EAF0"],
  line: ["#E6E9EE", "#252B35"],
  line2: ["#D3D9E2", "#353D4A"],
  text: ["#181C23", "#E6EAF0"],
  text2: ["#4E5767", "#A9B2C0"],
  text3: ["#616B7C", "#8791A1"],
  accent: ["#3A5CCC", "#4767DA"],
  "on-accent": ["#FFFFFF", "#FFFFFF"],
  "accent-text": ["#3150B5", "#A3B7FF"],
  "accent-soft": ["#EEF2FE", "#1B2440"],
  "accent-edge": ["#C6D3FA", "#33457F"],
  "ok-text": ["#1D7A45", "#6CCB92"],
  "ok-soft": ["#E3F4E8", "#16301F"],
  "ok-fill": ["#2FA35F", "#3FAE6C"],
  "warn-text": ["#8A5A00", "#E5B454"],
  "warn-soft": ["#FDF1D3", "#33270F"],
  "warn-fill": ["#E0A02E", "#D9A03A"],
  "bad-text": ["#B3332F", "#F0827D"],
  "bad-soft": ["#FCE7E6", "#391B1B"],
  "bad-fill": ["#DB4F4A", "#E0605B"],
  "bad-solid": ["#B3332F", "#B8403C"],
  "series-1": ["#4468DD", "#6384F0"],
  "series-2": ["#2C9A8E", "#3FB3A5"],
  "series-3": ["#C98318", "#D9A04A"],
  "series-4": ["#9373D9", "#A78BE6"],
  "code-keyword": ["#8B3FBF", "#C9A2F0"],
  "code-string": ["#1B7A4B", "#7FCFA0"],
  "code-number": ["#A55300", "#E8A86B"],
  "code-call": ["#1F6D8C", "#7CC4DE"],
  "code-global": ["#2F55C6", "#8FB0FF"],
  "code-comment": ["#646E7E", "#8791A1"],
  "code-key": ["#7A3FA8", "#B9A3F2"],
  "hue-blue-fill": ["#4468DD", "#6384F0"],
  "hue-blue-soft": ["#E3ECFF", "#1C2C54"],
  "hue-blue-text": ["#234AA6", "#A9C2FF"],
  "hue-teal-fill": ["#2C9A8E", "#3FB3A5"],
  "hue-teal-soft": ["#D9F2ED", "#123530"],
  "hue-teal-text": ["#0B6257", "#7FD8CA"],
  "hue-green-fill": ["#2FA35F", "#3FAE6C"],
  "hue-green-soft": ["#E0F3E3", "#17331F"],
  "hue-green-text": ["#1E6A34", "#8AD6A2"],
  "hue-amber-fill": ["#C98318", "#D9A04A"],
  "hue-amber-soft": ["#FCEFCF", "#382B10"],
  "hue-amber-text": ["#7A5106", "#EBC06A"],
  "hue-orange-fill": ["#D9722E", "#E08A50"],
  "hue-orange-soft": ["#FFE9DA", "#3C2413"],
  "hue-orange-text": ["#91400F", "#F3AE80"],
  "hue-red-fill": ["#DB4F4A", "#E0605B"],
  "hue-red-soft": ["#FCE4E3", "#3D1D1D"],
  "hue-red-text": ["#9F2A28", "#F39A96"],
  "hue-purple-fill": ["#9373D9", "#A78BE6"],
  "hue-purple-soft": ["#EEE6FC", "#2B2146"],
  "hue-purple-text": ["#5C38A3", "#C6AEF7"],
  "hue-grey-fill": ["#7C8696", "#8791A1"],
  "hue-grey-soft": ["#EAEDF1", "#262C36"],
  "hue-grey-text": ["#4A5361", "#B4BCC9"],
  "badge-1": ["#3F62D3", "#3F62D3"],
  "badge-2": ["#1D7F74", "#1D7F74"],
  "badge-3": ["#7757C2", "#7757C2"],
  "badge-4": ["#EFBB5C", "#EFBB5C"],
  "on-badge": ["#FFFFFF", "#FFFFFF"],
  "on-badge-4": ["#4E3100", "#4E3100"],
  "avatar-1": ["#4A66C9", "#4A66C9"],
  "avatar-2": ["#1E7F73", "#1E7F73"],
  "avatar-3": ["#96600F", "#96600F"],
  "avatar-4": ["#8E4BB0", "#8E4BB0"],
  "avatar-5": ["#B8443F", "#B8443F"],
  shadow: ["rgb(24 28 35 / 0.14)", "rgb(0 0 0 / 0.5)"],
} as const satisfies Record<string, readonly [string, string]>;

export type Colour = keyof typeof colours;

export const hues: readonly Hue[] = ["blue", "teal", "green", "amber", "orange", "red", "purple", "grey"];

export const sans = `"Inter Variable", "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif`;
export const mono = `"JetBrains Mono Variable", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "WenQuanYi Micro Hei", monospace`;

/** The value of a colour where a canvas or a library needs it spelt out; elsewhere use `var(--name)`. */
export function colour(name: Colour, mode: Mode): string {
  return colours[name][mode === "light" ? 0 : 1];
}

/** Hand the colours of a mode to the stylesheets. */
export function paint(mode: Mode): void {
  const root = document.documentElement;
  root.dataset["mode"] = mode;
  root.style.colorScheme = mode;
  root.style.setProperty("--sans", sans);
  root.style.setProperty("--mono", mono);
  for (const name of Object.keys(colours) as Colour[]) root.style.setProperty(`--${name}`, colour(name, mode));
}

/** What Ant Design is told. */
export function antTheme(mode: Mode): ThemeConfig {
  const of = (name: Colour) => colour(name, mode);
  return {
    algorithm: mode === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "leadbase" },
    token: {
      fontFamily: sans,
      fontFamilyCode: mono,
      fontSize: 13,
      lineHeight: 20 / 13,
      controlHeight: 30,
      controlHeightSM: 26,
      controlHeightLG: 36,
      borderRadius: 6,
      borderRadiusSM: 4,
      borderRadiusLG: 8,
      motionDurationFast: "0.1s",
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.18s",
      wireframe: false,
      colorPrimary: of("accent"),
      colorInfo: of("accent"),
      colorLink: of("accent-text"),
      colorSuccess: of("ok-fill"),
      colorWarning: of("warn-fill"),
      colorError: of("bad-fill"),
      colorErrorText: of("bad-text"),
      colorBgLayout: of("bg"),
      colorBgContainer: of("surface"),
      colorBgElevated: of("raised"),
      boxShadow: `0 0 0 1px ${of("line")}, 0 10px 32px ${of("shadow")}`,
      boxShadowSecondary: `0 0 0 1px ${of("line")}, 0 10px 32px ${of("shadow")}`,
      colorFillAlter: of("sunken"),
      colorFillTertiary: of("hover"),
      colorBorder: of("line2"),
      colorBorderSecondary: of("line"),
      colorText: of("text"),
      colorTextSecondary: of("text2"),
      colorTextTertiary: of("text3"),
      colorTextDescription: of("text3"),
      colorTextPlaceholder: of("text3"),
      colorTextHeading: of("text"),
      colorBgSpotlight: of("inverse"),
      colorTextLightSolid: of("on-accent"),
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 450 },
      Segmented: { trackBg: of("hover"), itemSelectedBg: of("surface") },
      Tabs: { horizontalItemPadding: "10px 0", horizontalItemGutter: 24, titleFontSize: 13 },
      Table: { headerBg: of("sunken"), headerColor: of("text3"), cellPaddingBlock: 8, cellPaddingInline: 12, cellPaddingInlineSM: 16, rowHoverBg: of("hover") },
      Modal: { titleFontSize: 16 },
      Drawer: { paddingLG: 20 },
      Form: { itemMarginBottom: 14, verticalLabelPadding: "0 0 4px" },
    },
  };
}
