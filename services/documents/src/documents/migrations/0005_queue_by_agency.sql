-- Workers take jobs across agencies and say so; for all else the queue is as closed as its documents.
SELECT chassis.queue_table('render_jobs');
