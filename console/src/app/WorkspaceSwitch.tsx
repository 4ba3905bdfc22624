/** Which workspace this is, and the others one may go to. */
import { useQuery } from "@tanstack/react-query";
import { Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { Icon } from "@/widgets/icon";
import mark from "@/widgets/mark.svg";
import css from "./menu.module.css";
import { useMe } from "./session";

export function WorkspaceSwitch() {
  const { t } = useTranslation("shell");
  const go = useNavigate();
  const here = useMe().data?.workspace;
  const [open, setOpen] = useState(false);
  const all = useQuery({
    queryKey: ["workspace", "mine"],
    queryFn: () => data(api.GET("/api/v1/workspaces", { params: { query: { limit: 100 } } })),
    enabled: open,
  });
  const items = (all.data?.items ?? (here ? [here] : [])).map((one) => ({
    key: one.name,
    label: (
      <span className={css["choice"]}>
        <span>{one.label}</span>
        <small className="quiet">{t(`role_${one.role}`)}</small>
      </span>
    ),
    icon: <span className={css["lead"]}>{one.name === here?.name && <Icon name="check" size={14} />}</span>,
  }));
  return (
    <Dropdown trigger={["click"]} open={open} onOpenChange={setOpen} menu={{ items, selectedKeys: here ? [here.name] : [], onClick: ({ key }) => void go(`/w/${key}`) }}>
      <button type="button" className={css["workspace"]} aria-label={`${t("switchWorkspace")}: ${here?.label ?? ""}`}>
        <img src={mark} alt="" width={24} height={24} />
        <strong className={css["word"]}>{here?.label}</strong>
        <span className={css["word"]}>
          <Icon name="chevron-down" size={14} />
        </span>
      </button>
    </Dropdown>
  );
}
