// Names that the type checker can't know: what exists only while a realm is being set up, and the little of Deno that is used.

declare module "lodash" {
  const lodash: { template: unknown };
  export default lodash;
}

declare module "moment/locale/zh-cn";

declare var __library: (name: string, value: unknown) => void;

declare namespace Deno {
  const stdin: { read(into: Uint8Array): Promise<number | null> };
  const stdout: { writeSync(from: Uint8Array): number };
}
