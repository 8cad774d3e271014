/** Days and months as a person chooses them. Fetched with the pages that have such fields. */

export { DateFields } from "./date-fields";
