export { ForgotPage as Forgot } from "@portico/ui/account";
