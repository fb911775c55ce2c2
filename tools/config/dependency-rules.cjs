/**
 * Who may import whom. `core` stands alone; `node` and `web` do not know each other; only tfjs-native knows tfjs-node;
 * the command line knows everybody, and loads TensorFlow inside commands only.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    only('core', [], ['valibot']),
    only(
      'node',
      ['core'],
      [
        'env-paths',
        'onnxruntime-node',
        'onnxruntime-web',
        'proper-lockfile',
        'saxes',
        'sharp',
        'tar-stream',
        'undici',
      ],
    ),
    only('web', ['core'], ['onnxruntime-web']),
    only(
      'tfjs-native',
      [],
      ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', 'env-paths', 'proper-lockfile'],
    ),
    only(
      'trainer',
      ['core', 'tfjs-native'],
      ['jiti', 'ml-matrix', 'proper-lockfile', 'sharp', 'tar-stream', 'valibot', 'yauzl'],
    ),
    only('recognition', ['core', 'tfjs-native', 'trainer'], ['sharp', 'tinypool', 'valibot']),
    {
      name: 'core-runs-anywhere',
      comment: 'core must work in a browser: nothing of Node',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-tfjs-native-knows-tfjs-node',
      severity: 'error',
      from: { pathNot: '^packages/tfjs-native' },
      to: { path: 'node_modules/@tensorflow' },
    },
    {
      name: 'commands-load-lazily',
      comment: 'generate must never load TensorFlow: commands import the trainer as types, or inside run()',
      severity: 'error',
      from: { path: '^packages/cli/src/(commands/|[^/]+\\.ts$)', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/(trainer|recognition|tfjs-native|node)/|^packages/cli/src/(evaluate|export|faces|judge|model|directions|recognize)/',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules|/dist/|/vendor/' },
    exclude: { path: '/dist/|/vendor/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
}

/** A package's sources import its own files, these packages of ours, and these libraries. */
function only(name, ours, libraries) {
  const packages = ours.map((other) => `packages/${other}/`)
  const modules = libraries.flatMap((library) => [`node_modules/${library}/`, `^${library}`])
  return {
    name: `${name}-imports`,
    comment: `packages/${name} may import ${[...ours, ...libraries].join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: `^packages/${name}/src`, pathNot: '\\.test\\.ts$|/testing/' },
    to: {
      pathNot: [`^packages/${name}/`, '^models/', '@facegan/model-', ...packages, ...modules],
      dependencyTypesNot: ['core'],
    },
  }
}
