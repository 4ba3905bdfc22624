// The real moment.js with every time zone; it takes the place of plain moment where a script mentions `tz`.
import moment from "moment-timezone";
import "moment/locale/zh-cn";

globalThis.__library("moment-timezone", moment);
