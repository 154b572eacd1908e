import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What scripts use besides the language: Node's globals, and the page's in functions that run in a page. */
const GLOBALS = [
  ...[
    'AbortController',
    'AbortSignal',
    'Buffer',
    'TextDecoder',
    'TextEncoder',
    'URL',
    'clearInterval',
    'clearTimeout',
    'console',
  ],
  ...['fetch', 'performance', 'process', 'setInterval', 'setTimeout', 'structuredClone'],
  ...['document', 'getComputedStyle', 'requestAnimationFrame', 'scrollTo', 'window'],
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.hosts/', '.sample/', '.artifacts/', '.bench/', '.vscode-test/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // Event handlers of VS Code and the DOM may be async; what they reject with goes through the one funnel.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      // Told by tsc (noUnusedLocals, noUnusedParameters), which knows what a signature needs.
      '@typescript-eslint/no-unused-vars': 'off',
      // `async` is part of a signature that others implement; whether it awaits is no concern of theirs.
      '@typescript-eslint/require-await': 'off',
      // `== null` is the one way to ask for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  { files: ['src/**/*.ts'], ignores: ['src/cli.ts'], rules: { 'no-console': 'error' } },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: globals(GLOBALS) } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: globals(['module', 'require', '__dirname']) },
  },
);

function globals(names) {
  return Object.fromEntries(names.map((name) => [name, 'readonly']));
}
