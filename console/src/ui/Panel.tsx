/** A card with a hairline: a head with what it is and what can be done, and its content. */
import type { ReactNode } from "react";
import css from "./panel.module.css";

interface Props {
  title?: ReactNode;
  extra?: ReactNode;
  /** Content without padding, such as a list. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel({ title, extra, flush, className, children }: Props) {
  return (
    <section className={[css["panel"], className].filter(Boolean).join(" ")}>
      {(title || extra) && (
        <header className={css["head"]}>
          <h2 className={css["title"]}>{title}</h2>
          {extra && <div className={css["extra"]}>{extra}</div>}
        </header>
      )}
      <div className={flush ? undefined : css["body"]}>{children}</div>
    </section>
  );
}
