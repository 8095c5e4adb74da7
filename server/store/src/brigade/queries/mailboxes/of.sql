select validity, uid from mailbox where channel = $1
