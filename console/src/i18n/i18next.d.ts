import type { texts } from "./zh-CN";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "ui";
    resources: typeof texts;
    returnNull: false;
  }
}
