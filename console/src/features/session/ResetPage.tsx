/** The page behind a reset link: whose password it is, and one form to choose another. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { api, data } from "@/api/client";
import { queries } from "@/app/queries";
import { Loaded, Trouble } from "@/ui/states";
import { Outside } from "./Outside";
import css from "./session.module.css";

export function Component() {
  const { t } = useTranslation("session");
  const key = useLocation().hash.slice(1);
  const owner = useQuery({
    queryKey: ["resetLink", key],
    queryFn: () => data(api.POST("/api/v1/password-reset/look", { body: { key } })),
    retry: false,
    staleTime: Infinity,
  });
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) => api.POST("/api/v1/password-reset", { body: { key, password } }),
    onSuccess: () => queries.removeQueries({ queryKey: ["session"] }),
  });
  if (reset.isSuccess) {
    return (
      <Outside title={t("resetDone")} text={t("resetDoneText")}>
        <Link to="/sign-in">
          <Button type="primary" size="large" block>
            {t("signIn")}
          </Button>
        </Link>
      </Outside>
    );
  }
  return (
    <Outside title={t("resetTitle")} text={owner.data && t("resetFor", { name: owner.data.name, email: owner.data.email })}>
      <Loaded query={owner}>
        {(found) => (
          <Form<{ password: string }> layout="vertical" size="large" requiredMark={false} onFinish={(fields) => reset.mutate(fields)} className={css["form"]}>
            <input type="hidden" name="username" autoComplete="username" value={found.email} readOnly />
            <Form.Item name="password" label={t("newPassword")} extra={t("newPasswordNote")} rules={[{ required: true, message: t("passwordNeeded") }]}>
              <Input.Password autoFocus autoComplete="new-password" />
            </Form.Item>
            {reset.error && <Trouble error={reset.error} />}
            <Button type="primary" htmlType="submit" block loading={reset.isPending}>
              {t("resetSave")}
            </Button>
          </Form>
        )}
      </Loaded>
    </Outside>
  );
}
