/** The first start: administrator, language and zone, a template. Nothing is made before the last button. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { api, context, data } from "@/api/client";
import { queries } from "@/app/queries";
import type { Language } from "@/i18n/language";
import { Loaded, Trouble } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { Outside, Speak } from "./Outside";
import { forgetPlan, usePlan, type Plan, type Start } from "./plan";
import { SetupSteps } from "./SetupSteps";
import css from "./setup.module.css";
import { StepAdministrator } from "./StepAdministrator";
import { StepTemplate } from "./StepTemplate";
import { StepWorkspace } from "./StepWorkspace";

export function Component() {
  const { t } = useTranslation("setup");
  const key = useLocation().hash.slice(1);
  const waits = useQuery({ queryKey: ["setup"], queryFn: () => data(api.GET("/api/v1/setup")), staleTime: Infinity });
  return (
    <Loaded query={waits}>
      {({ open }) => {
        if (!open) {
          return (
            <Outside title={t("doneTitle")} text={t("doneText")}>
              <Link to="/sign-in">
                <Button type="primary" size="large">
                  {t("toSignIn")}
                </Button>
              </Link>
            </Outside>
          );
        }
        return key ? <Setup setupKey={key} /> : <Outside title={t("linkTitle")} text={t("linkText")} children={<code className={css["command"]}>leadbase serve</code>} />;
      }}
    </Loaded>
  );
}

function Setup({ setupKey }: { setupKey: string }) {
  const { t, i18n } = useTranslation("setup");
  const [plan, change] = usePlan(i18n.language as Language);
  const [password, setPassword] = useState("");
  // The password is the one thing that isn't kept: without it the first step is open again.
  const step = password ? plan.step : 0;
  const finish = useFinish(setupKey, plan, password);
  useEffect(() => {
    document.title = `${t("title")} · Leadbase`;
  }, [t]);
  const goTo = (next: 0 | 1 | 2) => change({ step: next });
  const back = () => goTo(step === 2 ? 1 : 0);
  return (
    <div className={css["setup"]}>
      <SetupSteps plan={plan} step={step} onOpen={goTo} />
      <main className={css["main"]}>
        <div className={css["top"]}>
          <Speak />
        </div>
        <div className={css["content"]}>
          {step === 0 && <StepAdministrator plan={plan} onDone={(fields) => (setPassword(fields.password), change({ name: fields.name, email: fields.email, step: 1 }))} />}
          {step === 1 && <StepWorkspace plan={plan} onDone={(fields) => change({ ...fields, step: 2 })} />}
          {step === 2 && <StepTemplate chosen={plan.start} onChoose={(start) => change({ start })} />}
          {finish.error && <Trouble error={finish.error} />}
        </div>
        <footer className={css["footer"]}>
          <span className={css["kept"]}>
            <Icon name="history" size={14} />
            {t("kept")}
          </span>
          {step > 0 && <Button onClick={back}>{t("previous")}</Button>}
          {step < 2 && (
            <Button type="primary" htmlType="submit" form="step">
              {t("next")}
            </Button>
          )}
          {step === 2 && <FinishButtons plan={plan} busy={finish.isPending} onFinish={finish.mutate} />}
        </footer>
      </main>
    </div>
  );
}

function FinishButtons({ plan, busy, onFinish }: { plan: Plan; busy: boolean; onFinish: (start: Start) => void }) {
  const { t } = useTranslation("setup");
  const label = plan.start === "feiyu" ? t("beginFeiyu") : plan.start ? t("beginTutorial") : t("beginEmpty");
  return (
    <>
      {plan.start && (
        <Button type="text" disabled={busy} onClick={() => onFinish("")}>
          {t("skip")}
        </Button>
      )}
      <Button type="primary" loading={busy} onClick={() => onFinish(plan.start)}>
        {label}
        <Icon name="arrow-right" size={14} />
      </Button>
    </>
  );
}

/** Make everything, in order; what was made stays made when a later part is refused, and is not made again. */
function useFinish(token: string, plan: Plan, password: string) {
  const go = useNavigate();
  const [isSignedIn, setSignedIn] = useState(false);
  return useMutation({
    mutationFn: async (start: Start) => {
      if (!isSignedIn) await api.POST("/api/v1/setup", { body: { token, email: plan.email, name: plan.name, password } });
      setSignedIn(true);
      const { items } = await data(api.GET("/api/v1/workspaces"));
      const name = items[0]?.name ?? "main";
      context.workspace = name;
      await api.PATCH("/api/v1/workspaces/{name}", { params: { path: { name } }, body: { label: plan.label, language: plan.language, zone: plan.zone } });
      if (start) await api.POST("/api/v1/templates/{name}/apply", { params: { path: { name: start } }, body: { as_copy: false } });
      return name;
    },
    onSuccess: (name) => {
      forgetPlan();
      queries.clear();
      void go(`/w/${name}`, { replace: true });
    },
  });
}
