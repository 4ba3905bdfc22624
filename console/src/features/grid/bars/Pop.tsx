/** A panel that hangs from a button. Esc closes it, but first whatever is open above it, and hands the focus back. */
import { Popover } from "antd";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";

interface Props {
  /** What hangs there; it may close itself. */
  content: ReactNode | ((close: () => void) => ReactNode);
  placement?: "bottomLeft" | "right";
  children: ReactNode;
}

const ABOVE = ".ant-select-open, .ant-picker-dropdown:not(.ant-picker-dropdown-hidden):not(.ant-slide-up-leave)";

export function Pop({ content, placement = "bottomLeft", children }: Props) {
  const [isOpen, open] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const close = useCallback(() => {
    open(false);
    place.current?.querySelector("button")?.focus();
  }, []);
  useEscape(isOpen, close);
  return (
    <span ref={place} style={{ display: "contents" }}>
      <Popover trigger="click" placement={placement} arrow={false} open={isOpen} onOpenChange={open} content={typeof content === "function" ? content(() => open(false)) : content} destroyOnHidden>
        {children}
      </Popover>
    </span>
  );
}

/** Take Esc before what lies under the panel hears of it, such as a record's drawer. */
function useEscape(isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.isComposing || document.querySelector(ABOVE)) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [close, isOpen]);
}
