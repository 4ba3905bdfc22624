/** The shape that holds English to the Chinese: the same keys, and a singular wherever something is counted. */
export type English<T> = { [K in keyof T]: string } & {
  [K in keyof T as K extends `${infer Stem}_other` ? `${Stem}_one` : never]: string;
};
