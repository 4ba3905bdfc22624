/** Someone else kept a draft meanwhile: says who, shows theirs, and lets one of the two go on. */
import { Alert, Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DiffView } from "./DiffView";
import type { Drafting } from "./drafting";

export function Conflict({ drafting }: { drafting: Drafting }) {
  const { t } = useTranslation("script");
  const [isLooking, look] = useState(false);
  const { other } = drafting;
  if (!other) return null;
  const buttons = (
    <>
      <Button size="small" onClick={() => drafting.settle("theirs")}>
        {t("useTheirs")}
      </Button>{" "}
      <Button size="small" type="primary" onClick={() => drafting.settle("mine")}>
        {t("useMine")}
      </Button>
    </>
  );
  return (
    <>
      <Alert
        banner
        type="warning"
        title={t("conflict", { name: other.saved_by })}
        action={
          <>
            <Button size="small" type="text" onClick={() => look(true)}>
              {t("viewChanges")}
            </Button>{" "}
            {buttons}
          </>
        }
      />
      <Modal open={isLooking} width={960} title={t("conflict", { name: other.saved_by })} footer={buttons} onCancel={() => look(false)} destroyOnHidden>
        <DiffView before={other.source} after={drafting.source} language={drafting.language} titles={[t("theirs"), t("mine")]} />
      </Modal>
    </>
  );
}
