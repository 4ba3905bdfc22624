// The real lodash. It looks for a global object by name at load time, since code can't be made from strings here.
import lodash from "lodash";

lodash.template = () => {
  throw new Error("lodash.template makes code out of text, which the sandbox doesn't allow; use a template literal");
};

globalThis.__library("lodash", lodash);
