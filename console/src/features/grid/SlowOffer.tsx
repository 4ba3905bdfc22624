/** Offers whoever designs the table to make a slow list fast, and asks first where incoming leads would wait for it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, Problem } from "@/api/client";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { took } from "@/widgets/time";
import type { Table } from "./model/types";
import css from "./slow.module.css";
import { hearSlow, useSlow, type Hint } from "./slow";

export function SlowOffer({ table, mayDesign }: { table: Table; mayDesign: boolean }) {
  const { t } = useTranslation("grid");
  const slow = useSlow(table.id);
  const tell = useTell();
  const [held, hold] = useState<number>();
  const ask = useMutation({
    mutationFn: async ({ hints, agreed }: { hints: Hint[]; agreed: boolean }) => {
      for (const { field, purpose } of hints) {
        await data(api.POST("/api/v1/tables/{table}/indexes", { params: { path: { table: table.id } }, body: { field, purpose, hold: agreed } }));
      }
    },
    onSuccess: () => tell.done(t("indexAsked")),
    onError: (error) => {
      if (error instanceof Problem && error.code === "index_holds_intake") hold(Number(error.facts["seconds"]));
      else tell.failed(error);
    },
  });
  const open = slow?.indexes.filter((one) => !one.building) ?? [];
  const isAsked = slow !== undefined && slow.indexes.length > 0 && (open.length === 0 || ask.isSuccess);
  useDone(table.id, slow?.indexes ?? [], isAsked);
  if (!slow || slow.indexes.length === 0) return null;
  const names = slow.indexes.map((one) => table.fields.find((field) => field.id === one.field)?.label ?? one.name).join(t("andField"));
  return (
    <div className={css["offer"]} role="status">
      <Icon name="clock" size={14} />
      <span>{isAsked ? t("indexBuilding", { names }) : t("listSlow", { took: took(slow.took_ms), names })}</span>
      {mayDesign && !isAsked && (
        <Button size="small" type="primary" loading={ask.isPending} onClick={() => ask.mutate({ hints: open, agreed: false })}>
          {t("makeFast")}
        </Button>
      )}
      <Modal
        open={held !== undefined}
        title={t("indexHolds")}
        okText={t("makeFast")}
        onCancel={() => hold(undefined)}
        onOk={() => {
          hold(undefined);
          ask.mutate({ hints: open, agreed: true });
        }}
      >
        {t("indexHoldsText", { count: held ?? 0 })}
      </Modal>
    </div>
  );
}

/** Take the offer away once what was asked for is there; hints about jobs make it look again. */
function useDone(table: string, hints: readonly Hint[], isAsked: boolean): void {
  const present = useQuery({
    queryKey: ["jobs", "*indexes", table],
    queryFn: () => data(api.GET("/api/v1/tables/{table}/indexes", { params: { path: { table } } })),
    enabled: isAsked,
  });
  const isDone = isAsked && present.data !== undefined && hints.every((hint) => present.data.items.some((one) => one.field === hint.field && one.purpose === hint.purpose && one.state === "ready"));
  useEffect(() => {
    if (isDone) hearSlow(table, undefined);
  }, [isDone, table]);
}
