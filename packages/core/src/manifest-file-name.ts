/** In every model's folder. A file of its own: who only looks for a manifest needs nothing that checks one. */
export const manifestFileName = 'facegan.json'
