/** A view that doesn't know yet by which field it shows records, or whose field was deleted: a choice of fields. */
import { Button } from "antd";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { Empty } from "@/ui/states";
import type { Column } from "./model/types";
import type { ViewParts, ViewProps } from "./useView";
import { ViewFrame } from "./ViewFrame";

interface Props extends ViewProps {
  parts: ViewParts;
  icon: ComponentProps<typeof Empty>["icon"];
  title: string;
  text: string;
  fields: readonly Column[];
  onChoose: (field: string) => void;
}

const MOST = 4;

export function Unset({ icon, title, text, fields, onChoose, ...props }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const navigate = useNavigate();
  const choose = fields.slice(0, MOST).map((one, index) => (
    <Button key={one.id} type={index === 0 ? "primary" : "default"} onClick={() => onChoose(one.id)}>
      {one.label}
    </Button>
  ));
  const design = props.parts.mayDesign && (
    <Button type="primary" onClick={() => void navigate(at(`/tables/${encodeURIComponent(props.table.name)}/design`))}>
      {t("addFields")}
    </Button>
  );
  return (
    <ViewFrame {...props}>
      <Empty icon={icon} title={title} text={text} actions={fields.length ? choose : design} />
    </ViewFrame>
  );
}
