-- titre : Aide médicale de l'État en cours au jour jugé
-- description : Une ligne par période d'aide médicale de l'État en cours ce jour-là, telle que la caisse la connaît.
-- colonne assure : la personne
SELECT assure
FROM aide_medicale_etat
WHERE debut <= :au AND (fin IS NULL OR fin >= :au)
