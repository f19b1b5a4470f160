/** For tools that read TypeScript without knowing Vue; vue-tsc finds the real components first. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
