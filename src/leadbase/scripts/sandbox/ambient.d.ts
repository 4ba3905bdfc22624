// Names that exist only while a realm is being set up, before any code of a user runs in it.

declare global {
  var __install: unknown;
  var __library: (name: string, value: unknown) => void;
  var __pump: () => void;
  var __factory: unknown;
}

export {};
