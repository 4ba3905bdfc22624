/** Markdown as React elements: no HTML of the text is ever trusted, and each block of code can be copied. */
import { isValidElement, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import { Link } from "react-router";
import remarkGfm from "remark-gfm";
import { CopyButton } from "@/widgets/CopyButton";
import { insideLink } from "./documents";
import css from "./help.module.css";

export function Markdown({ name, text }: { name: string; text: string }) {
  const components: Components = {
    a: ({ href = "", children }) => {
      const inside = insideLink(name, href);
      // What the console doesn't show, such as the source, is named but leads nowhere.
      if (!inside && !/^(https?:|mailto:|#|\/)/.test(href)) return <span>{children}</span>;
      return inside ? <Link to={inside}>{children}</Link> : <a href={href} target={href.startsWith("#") ? undefined : "_blank"} rel="noreferrer">{children}</a>;
    },
    pre: ({ children }) => (
      <div className={css["code"]}>
        <pre tabIndex={0}>{children}</pre>
        <CopyButton text={plain(children)} />
      </div>
    ),
    table: ({ children }) => (
      <div className={css["table"]}>
        <table>{children}</table>
      </div>
    ),
    h2: ({ children }) => <h2 id={anchor(children)}>{children}</h2>,
    h3: ({ children }) => <h3 id={anchor(children)}>{children}</h3>,
  };
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
      {text}
    </ReactMarkdown>
  );
}

/** Give the text of elements, as it is copied. */
export function plain(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(plain).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? plain(node.props.children) : "";
}

/** Give the name by which links find a heading. */
function anchor(children: ReactNode): string {
  return plain(children).trim().toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-");
}
