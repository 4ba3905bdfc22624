// The real moment.js with the zh-cn locale, which importing it makes the default.
import moment from "moment";
import "moment/locale/zh-cn";

globalThis.__library("moment", moment);
