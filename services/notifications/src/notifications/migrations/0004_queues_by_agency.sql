-- Workers take e-mails and digests across agencies and say so; for all else the queues are as closed
-- as what they are queues of.
SELECT chassis.queue_table('email_queue');
SELECT chassis.queue_table('digest_queue');
