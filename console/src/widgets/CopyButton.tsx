/** Copies one thing: the icon turns to a tick for a moment, and those who listen are told. */
import { App, Button, Tooltip, type ButtonProps } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "./icon";

const TICK_MS = 1_500;

interface Props extends Omit<ButtonProps, "onClick" | "icon"> {
  /** The text, or what makes it when it is asked for. */
  text: string | (() => string | Promise<string>);
  /** What it is, for the tooltip and for readers: "URL", "curl". */
  what?: string;
  /** Another picture, where two things can be copied side by side. */
  copyIcon?: IconName;
  /** Words on the button; without them it is an icon alone. */
  label?: string;
}

export function CopyButton({ text, what = "", label, copyIcon = "copy", ...rest }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await write(typeof text === "string" ? text : await text());
    } catch (error) {
      message.error(String(error instanceof Error ? error.message : error));
      return;
    }
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), TICK_MS);
  };
  const name = label ?? `${t("copy")}${what ? ` ${what}` : ""}`;
  return (
    <>
      <Tooltip title={copied ? t("copied") : label ? undefined : name}>
        <Button
          type={label ? "default" : "text"}
          size={label ? "middle" : "small"}
          {...rest}
          aria-label={name}
          icon={<Icon name={copied ? "check" : copyIcon} size={14} />}
          onClick={(event) => {
            event.stopPropagation();
            void copy();
          }}
        >
          {label}
        </Button>
      </Tooltip>
      <span className="reader-only" role="status">
        {copied ? t("copiedWhat", { what }) : ""}
      </span>
    </>
  );
}

/** The clipboard exists only on https and loopback; elsewhere the old way of a selected text does it. */
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
