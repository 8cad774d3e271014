/** What everybody has an account for, the same in every portal: signing in, and the settings. */

export { ErrorSummary, type FormErrors, useFormErrors } from "./forms";
export { Block } from "./settings/block";
export { SettingsPage } from "./settings/layout";
export { NotificationSettingsPage } from "./settings/notifications";
export { pictureOf, usePicture } from "./settings/picture-address";
export { ProfilePage } from "./settings/profile";
export { RecentSignIn, useRecent } from "./settings/recent";
export { SaveState, type SavingState } from "./settings/save-state";
export { SecurityPage } from "./settings/security";
export { type Admission, isSecondFactorChallenge } from "./signin/admission";
export { ForgotPage } from "./signin/forgot";
export { SignInFrame } from "./signin/frame";
export { goesOnWhenSignedIn } from "./signin/go-on";
export { LoginPage } from "./signin/login";
export { LoginLinkPage } from "./signin/login-link";
export { ResetPage } from "./signin/reset";
export { WelcomePage } from "./signin/welcome";
