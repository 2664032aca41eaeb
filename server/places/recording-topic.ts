// What is signalled when there is another picture of a page on which a person shows the way, or when it is over.
export const recordingTopic = (dashboardId: string): string => `recording ${dashboardId}`
