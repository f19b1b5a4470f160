import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { describeThrown } from '../shared/result'
import { clientKey, connect } from './bridge/client'
import PopoverView from './views/PopoverView.vue'

/** The menu bar's panel: a page of its own, so that a click on the icon loads nothing of the large window. */
const client = connect(window.bridge)
const app = createApp(PopoverView)
app.provide(clientKey, client)

const report = (thrown: unknown) =>
  void client.call('log.report', { level: 'error', message: describeThrown(thrown).slice(0, 8_000) })
app.config.errorHandler = report
window.addEventListener('unhandledrejection', (event) => report(event.reason))

app.use(createPinia())
app.mount('#app')
