/** Where this model's files are: `facegan.json` and everything it names. */
export declare const files: Readonly<Record<string, URL>>
