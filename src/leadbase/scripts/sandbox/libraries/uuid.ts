// The real uuid; its randomness is the host's, through the prelude's `crypto.getRandomValues`.
import * as uuid from "uuid";

globalThis.__library("uuid", { ...uuid });
