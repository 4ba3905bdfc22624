/** Offers pieces of code to begin with. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { SNIPPETS, type SnippetName } from "./snippets";

export function SnippetMenu({ onPick }: { onPick: (name: SnippetName) => void }) {
  const { t } = useTranslation("script");
  const items = SNIPPETS.map((name) => ({ key: name, label: t(`snippet_${name}`), onClick: () => onPick(name) }));
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button size="small" type="text" icon={<Icon name="plus" size={14} />}>
        {t("snippets")}
      </Button>
    </Dropdown>
  );
}
