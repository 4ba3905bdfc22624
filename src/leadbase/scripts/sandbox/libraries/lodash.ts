// The real lodash. It looks for a global object by name at load time, since code can't be made from strings here.
import lodash from "lodash";

globalThis.__library("lodash", lodash);
