import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { describeThrown } from '../shared/result'
import App from './App.vue'
import { clientKey, connect } from './bridge/client'
import { droppedPathFrom, droppedPathKey } from './bridge/dropped-path'
import { prepareCharts } from './charts/prepare-charts'
import { createAppRouter } from './router'

const client = connect(window.bridge)
const app = createApp(App)
app.provide(clientKey, client)
app.provide(droppedPathKey, droppedPathFrom(window.bridge.pathOf))

const report = (thrown: unknown) =>
  void client.call('log.report', { level: 'error', message: describeThrown(thrown).slice(0, 8_000) })
app.config.errorHandler = report
window.addEventListener('unhandledrejection', (event) => report(event.reason))

app.use(createPinia())
app.use(createAppRouter())
app.mount('#app')
void prepareCharts()
