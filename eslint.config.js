import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** What a layer may not reach; test/contract/imports.test.ts holds the full table (ARCHITECTURE.md). */
const forbid = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})
const electron = {
  group: ['electron', 'electron/*'],
  message: 'Electron lives in main/shell and preload only.',
}
const koffi = { group: ['koffi'], message: 'Native calls live in main/hardware/ffi only.' }
const sqlite = {
  group: ['better-sqlite3'],
  message:
    'SQLite is opened in main/store/sqlite-binding.ts only; take an OpenReadonly or a database by parameter.',
}
const node = { group: ['node:*', 'fs', 'path', 'os'], message: 'This folder runs where there is no Node.' }
const vueImports = {
  group: ['vue', 'pinia', 'vue-router', 'echarts*'],
  message: 'The window is in renderer/.',
}

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'out/',
      'dist/',
      '.cache/',
      'coverage/',
      'test/fixtures/',
      'test-results/',
      'playwright-report/',
    ],
  },
  js.configs.recommended,
  { languageOptions: { globals: globals.node } },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./{shared,main,preload,renderer,test}/tsconfig.json', './tsconfig.tools.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': 'off',
      // A stop that has nothing to do, a log that goes nowhere: an empty function says so best.
      '@typescript-eslint/no-empty-function': 'off',
      // Parts are plain objects of closures; there is no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'koffi', property: 'view', message: 'koffi.view() aborts the whole process in Electron.' },
        { object: 'Date', property: 'now', message: 'Take a Clock by parameter (shared/clock.ts).' },
      ],
    },
  },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: {
      globals: globals.browser,
      parser: vueParser,
      parserOptions: {
        parser: tseslint.parser,
        project: './renderer/tsconfig.json',
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      // Types say what is optional; a default of undefined is what another rule forbids.
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['shared/clock.ts'], rules: { 'no-restricted-properties': 'off' } },
  forbid(['shared/**/*.ts'], [electron, koffi, sqlite, node, vueImports]),
  forbid(
    ['renderer/**/*.{ts,vue}'],
    [electron, koffi, sqlite, node, { group: ['**/main/**'], message: 'A window knows shared/ only.' }],
  ),
  forbid(
    [
      'main/engine/**/*.ts',
      'main/sources/**/*.ts',
      'main/threads/**/*.ts',
      'main/api/**/*.ts',
      'main/cli/**/*.ts',
    ],
    [electron, koffi, sqlite, vueImports],
  ),
  forbid(['main/store/**/*.ts'], [electron, koffi, vueImports, sqlite], ['main/store/sqlite-binding.ts']),
  forbid(['main/hardware/**/*.ts'], [electron, koffi, sqlite, vueImports], ['main/hardware/ffi/**']),
  forbid(['main/shell/**/*.ts', 'main/*.ts'], [koffi, sqlite, vueImports]),
  {
    files: ['test/**/*.ts', '**/*.mjs', '*.config.ts', 'eslint.config.js'],
    rules: {
      'no-restricted-properties': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  prettier,
)
