import { createRouter, createWebHashHistory, type Router, type RouterHistory } from 'vue-router'
import { routes } from './routes'

/** Hash history: the window is served from files, and a reload must find its page again. */
export function createAppRouter(history: RouterHistory = createWebHashHistory()): Router {
  return createRouter({ history, routes: [...routes] })
}
