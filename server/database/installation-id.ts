// The organization that the operators of the installation belong to; no user and no data of customers is in it.

export const INSTALLATION_ID = '00000000-0000-0000-0000-000000000000'
