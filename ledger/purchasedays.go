package ledger

// purchaseDays is how far back the usual size of a purchase looks.
const purchaseDays = 90
