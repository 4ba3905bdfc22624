import type { English } from "../english";
import type { session as zh } from "../zh-CN/session";

export const session = {
  signIn: "Sign in",
  signInTitle: "Sign in to Leadbase",
  signInText: "Take leads in, see where they go, follow up each one.",
  email: "Email",
  emailNeeded: "Enter an email address",
  password: "Password",
  passwordNeeded: "Enter the password",
  name: "Name",
  nameNeeded: "Enter a name",
  forgotten: "Forgot the password? An administrator can give you another under People & tokens.",
  notSetUp: "This server has no administrator yet.",
  howToSetUp: "How to begin",
  endedTitle: "Your session has ended",
  endedText: "Sign in again to go on; what you typed on the page is still there.",
  invitation: "Invitation",
  invitedTo: "Join {{workspace}}",
  invitedBy: "{{name}} invites you to join as {{role}}.",
  invitedAs: "You are invited to join as {{role}}.",
  worksUntil: "The link works once, until {{moment}}.",
  joinAs: "Join as {{name}}",
  orOther: "or with another account",
  join: "Join",
  passwordOfAccount: "The password of your account, or a new one of at least 8 characters.",
} satisfies English<typeof zh>;
