/** What every portal is made of: theme, layout, page states, values, tables, texts. */

export { usePicture } from "./account/settings/picture-address";
export { type Accent, type Boot, readBoot } from "./boot";
export { Card } from "./components/card";
export { Confirm } from "./components/confirm";
export { Conversation, type Message, type MessageFiles } from "./components/conversation";
export { type Column, DataTable, type RowGroups, type Sorting } from "./components/data-table";
export { KeysDialog, Palette } from "./components/dialogues";
export { DocumentPreview, PreviewedPages } from "./components/document-preview";
export { DownloadList, fileAddress } from "./components/download-list";
export { FigureCard, Figures, FiguresSkeleton, SumsCard } from "./components/figure-card";
export { FileUpload } from "./components/file-upload";
export { showFirstWrong } from "./components/first-wrong";
export { FoldedDocuments } from "./components/folded-documents";
export { ButtonLink, TextLink } from "./components/link";
export { useApprovedBy, useWaitsFor, WorkComments, WorkHistory } from "./components/logged-work";
export { MovedDay } from "./components/moved-day";
export { Page, Section } from "./components/page";
export { type PageKey, usePageKeys } from "./components/page-keys";
export { Paging } from "./components/paging";
export type { Command } from "./components/palette";
export { PeriodNavigator } from "./components/period-navigator";
export { SaveMenu, saveFile } from "./components/save-file";
export { SearchField } from "./components/search-field";
export {
  ChoiceLink,
  Choices,
  SectionLink,
  Sections,
  TabLink,
  Tabs,
} from "./components/section-tabs";
export { type Module, Shell } from "./components/shell";
export { useShellKeys } from "./components/shell-keys";
export {
  EmptyState,
  ErrorAlert,
  ErrorState,
  FilteredEmptyState,
  Loaded,
  LoadedAgain,
  MissingParts,
  NotFoundState,
  RowsSkeleton,
  useCause,
} from "./components/states";
export { tell, tellFailure, tellWithUndo } from "./components/tell";
export { Timeline, type TimelineItem } from "./components/timeline";
export {
  CopyId,
  Day,
  Facts,
  Moment,
  Money,
  Moneys,
  Status,
  type Tone,
  Unbroken,
  UnbrokenNumbers,
} from "./components/values";
export { LOOK_TIMES, pauseBetweenLooks, whenRendered } from "./components/when-rendered";
export { BootProvider, useBoot, useFormats, useToday } from "./context";
export { moveOf } from "./date-move";
export * from "./days";
export { DetailPage } from "./detail/detail-page";
export { type Formats, formatsFor, localeOf, major, negated } from "./formats";
export {
  isLanguage,
  LANGUAGE_NAMES,
  type LoadTexts,
  needTexts,
  speak,
  startTexts,
  type Texts,
} from "./i18n";
export { BulkBar } from "./list/bulk-bar";
export { ChoiceFilter, ProjectFilter, SelectFilter } from "./list/filters";
export { ListRows, useListSearch } from "./list/list-page";
export { type FailedRow, type Outcome, RowOutcome } from "./list/outcome";
export { daysOf, PeriodFilter } from "./list/period-filter";
export { OnTablet, RowDetails, RowTitle } from "./list/row-title";
export * from "./list/selection";
export { PortalProvider } from "./provider";
export { createQueries, operationOf, Refresher, refresh } from "./queries";
export { COUNTRY_CODES, loadRegions, type Region, regionsOf } from "./regions";
export { draftKey, eraseDrafts, readDraft, useDraft, writeDraft } from "./session/drafts";
export { wasSignedOutHere } from "./session/tabs";
