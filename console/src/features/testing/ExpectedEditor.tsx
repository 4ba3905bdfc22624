/** Changes what the sender is said to wait for, for this webhook alone. */
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import { useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { readBody } from "./body";

export function ExpectedEditor({ webhook, sourceAnswer }: { webhook: Schemas["WebhookOut"]; sourceAnswer: unknown }) {
  const { t } = useTranslation("testing");
  const may = useMay("webhooks:write");
  const tell = useTell();
  const own = webhook.settings["expected"] ?? null;
  const [typed, type] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: (expected: unknown) =>
      data(api.PATCH("/api/v1/webhooks/{webhook}", { params: { path: { webhook: webhook.name } }, body: { settings: { expected } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const body = readBody(typed ?? "null");
  const keep = async (expected: unknown) => {
    await change.mutateAsync(expected);
    type(null);
    tell.done(t("expectedKept"), () => change.mutateAsync(own));
  };
  if (!may) return null;
  return (
    <>
      <Button size="small" type="text" onClick={() => type(JSON.stringify(own ?? sourceAnswer ?? {}, null, 2))}>
        {t("editExpected")}
      </Button>
      <Modal
        open={typed !== null}
        width={520}
        title={t("expectedTitle")}
        okText={t("keepExpected")}
        okButtonProps={{ disabled: !body.ok, loading: change.isPending }}
        onOk={() => void keep(JSON.parse(typed ?? "null")).catch(tell.failed)}
        onCancel={() => type(null)}
        footer={(_, { OkBtn, CancelBtn }) => (
          <>
            {own !== null && (
              <Button style={{ float: "left" }} onClick={() => void keep(null).catch(tell.failed)}>
                {t("asSource")}
              </Button>
            )}
            <CancelBtn />
            <OkBtn />
          </>
        )}
      >
        <p>{t("expectedText")}</p>
        <Input.TextArea aria-label={t("expectedTitle")} className="mono" autoSize={{ minRows: 4, maxRows: 14 }} spellCheck={false} status={body.ok ? undefined : "error"} value={typed ?? ""} onChange={(event) => type(event.target.value)} />
        {!body.ok && <p role="alert">{t("jsonWrong", { problem: body.problem })}</p>}
      </Modal>
    </>
  );
}
