-- titre : Décomptes de maladie qui portent moins de jours que leurs dates
-- description : Une ligne par décompte payé dont le nombre de jours est plus petit que l'écart de ses dates : lesquels n'ont pas été payés ne se sait pas.
-- colonne assure : la personne
-- colonne debut : premier jour du décompte
-- colonne fin : dernier jour du décompte, compris
-- colonne ald : décompte payé au titre de la procédure L.324-1
SELECT assure, debut, fin, coalesce(ald, false) AS ald
FROM arret
WHERE risque = 'maladie' AND jours > 0 AND jours < jours_entre(debut, fin) + 1
