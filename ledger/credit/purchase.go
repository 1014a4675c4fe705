package credit

// PurchaseDays is how far back the usual size of a purchase looks.
const PurchaseDays = 90
